/* oxlint-disable jsx-a11y/no-interactive-element-to-noninteractive-role -- a table and its cells are not interactive */
import type { ReactNode } from "react";

export interface Column<Row> {
  /** Heads the column; stands before the value where the screen is narrow. */
  header: string;
  cell: (row: Row) => ReactNode;
  align?: "start" | "end";
  /** The cell that names the row. */
  isName?: boolean;
  /** Shown to screen readers only, as for a column of buttons. */
  hideHeader?: boolean;
}

interface TableProps<Row> {
  /** What the table holds; read out, not shown. */
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  keyOf: (row: Row) => string;
  /** Few and narrow columns: stays a table at any width, with low rows. */
  isNarrow?: boolean;
}

const NARROW = {
  table: "table",
  head: "",
  body: "",
  row: "",
  headCell: "px-1.5",
  cell: "px-1.5 py-1.5 whitespace-nowrap first:pl-5 last:pr-5",
  label: "hidden",
  start: "text-left",
  end: "text-right",
};
const WIDE = {
  table: "block sm:table",
  head: "sr-only sm:not-sr-only sm:table-header-group",
  body: "block sm:table-row-group",
  row: "block px-5 py-3 sm:table-row sm:p-0",
  headCell: "px-3",
  cell: "flex min-h-8 items-center justify-between gap-4 py-0.5 sm:table-cell sm:px-3 sm:py-3 sm:align-middle sm:first:pl-5 sm:last:pr-5",
  label: "shrink-0 text-sm text-ink-3 sm:hidden",
  start: "sm:text-left",
  end: "sm:text-right",
};

/** A table that becomes a list of cards below 640 px. The roles are written out: `display` other than table's takes them away. */
export function Table<Row>({ label, columns, rows, keyOf, isNarrow }: TableProps<Row>) {
  const look = isNarrow ? NARROW : WIDE;
  const side = (column: Column<Row>) => (column.align === "end" ? look.end : look.start);
  return (
    <div className="min-w-0 overflow-x-auto">
      <table role="table" aria-label={label} className={`w-full border-collapse ${look.table}`}>
        <thead role="rowgroup" className={look.head}>
          <tr role="row">
            {columns.map((column) => (
              <th
                key={column.header}
                role="columnheader"
                scope="col"
                className={`py-2 text-xs font-medium whitespace-nowrap text-ink-3 first:pl-5 last:pr-5 ${look.headCell} ${side(column)}`}
              >
                {column.hideHeader ? <span className="sr-only">{column.header}</span> : column.header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup" className={look.body}>
          {rows.map((row) => (
            <tr key={keyOf(row)} role="row" className={`border-t border-line transition-colors hover:bg-hover ${look.row}`}>
              {columns.map((column) => (
                <td key={column.header} role={column.isName ? "rowheader" : "cell"} className={`${look.cell} ${side(column)}`}>
                  {!column.isName && !column.hideHeader && (
                    <span aria-hidden className={look.label}>
                      {column.header}
                    </span>
                  )}
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
