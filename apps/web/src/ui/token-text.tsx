"use client";

interface TokenTextProps {
  /** The whole text, as it is read out. */
  text: string;
  isLarge: boolean;
  tokens: readonly {
    key: string;
    text: string;
    /** 0 to 1: how strongly the token is shaded. */
    doubt: number;
    title: string;
    isChosen: boolean;
    onChoose: (() => void) | undefined;
  }[];
}

/** Text whose words wear their doubt; words that can be chosen are buttons. */
export function TokenText({ text, isLarge, tokens }: TokenTextProps) {
  const size = isLarge ? "text-xl font-medium tracking-[-0.01em]" : "text-base text-ink-2";
  if (tokens.length === 0) return <p className={size}>{text}</p>;
  const canChoose = tokens.some(({ onChoose }) => onChoose);
  return (
    <p className={`${size} leading-[1.7]`} aria-label={canChoose ? undefined : text}>
      {tokens.map(({ key, text: word, doubt, title, isChosen, onChoose }) => {
        const space = word.startsWith(" ") ? " " : "";
        const shade = { background: `color-mix(in srgb, var(--warn) ${Math.round(doubt * 45)}%, transparent)` };
        const look = `rounded-[3px] py-0.5 ${isChosen ? "outline-2 outline-accent" : ""}`;
        return (
          <span key={key}>
            {space}
            {onChoose ? (
              <button
                type="button"
                title={title}
                aria-pressed={isChosen}
                onClick={onChoose}
                className={`${look} hover:outline-2 hover:outline-line-strong`}
                style={shade}
              >
                {word.trim()}
              </button>
            ) : (
              <span title={title} className={look} style={shade}>
                {word.trim()}
              </span>
            )}
          </span>
        );
      })}
    </p>
  );
}
