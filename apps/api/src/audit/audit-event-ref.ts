/** @file The AuditEvent type's name and source row; its fields are in audit-event.ts. Apart, so that types may refer to each other without a cycle. */
import type { AuditEventModel } from "@capstan/prisma/models";
import { builder } from "../schema/builder.ts";

export type AuditEventRow = AuditEventModel;
export const AuditEventRef = builder.objectRef<AuditEventRow>("AuditEvent");
