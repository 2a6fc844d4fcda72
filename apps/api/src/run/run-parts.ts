/** @file The smaller types within a Run: progress, attempts, failure. */
import type { AttemptModel } from "@capstan/prisma/models";
import { z } from "zod";
import { builder } from "../schema/builder.ts";
import { loadRunner } from "../schema/load-rows.ts";
import { RunnerRef } from "../runner/runner-ref.ts";
import type { RunFailure } from "./end-lease.ts";
import { BlameEnum } from "./run-enums.ts";
import type { RunRow } from "./run-ref.ts";

const Failure = z.object({ code: z.string(), message: z.string(), advice: z.string(), blame: z.enum(["YOURS", "MACHINE", "OURS"]) });
export const parseFailure = (stored: unknown): RunFailure | null => (stored === null ? null : Failure.parse(stored));

export const RunFailureRef = builder.objectRef<RunFailure>("RunFailure").implement({
  description: "Why a run could not go on.",
  fields: (t) => ({
    code: t.exposeString("code", { description: "For programs." }),
    message: t.exposeString("message", { description: "What happened, for people." }),
    advice: t.exposeString("advice", { description: "What to do next." }),
    blame: t.field({ type: BlameEnum, description: "Whose fault it is.", resolve: (failure) => failure.blame }),
  }),
});
export const RunFailureInput = builder.inputType("RunFailureInput", {
  description: "Why a run could not go on.",
  fields: (t) => ({
    code: t.string({ required: true, description: "For programs." }),
    message: t.string({ required: true, description: "What happened, for people." }),
    advice: t.string({ required: true, description: "What to do next." }),
    blame: t.field({ type: BlameEnum, required: true, description: "Whose fault it is." }),
  }),
});

export const RunProgressRef = builder.objectRef<RunRow>("RunProgress").implement({
  description: "How far a run is.",
  fields: (t) => ({
    step: t.field({ type: "SafeInt", description: "Optimiser steps done.", resolve: (run) => run.step }),
    totalSteps: t.field({
      type: "SafeInt",
      nullable: true,
      description: "Steps of the whole run; null before it started.",
      resolve: (run) => run.totalSteps,
    }),
    epoch: t.int({ description: "Passes over the pictures done.", resolve: (run) => run.epoch }),
    totalEpochs: t.int({ description: "Passes that the configuration asks for.", resolve: (run) => run.totalEpochs }),
    samplesPerSecond: t.float({
      nullable: true,
      description: "Pictures trained a second; null while it does not train.",
      resolve: (run) => run.samplesPerSecond,
    }),
    etaSeconds: t.float({
      nullable: true,
      description: "Seconds until it is done, estimated; null while it does not train.",
      resolve: (run) => run.etaSeconds,
    }),
  }),
});

export const AttemptRef = builder.objectRef<AttemptModel>("Attempt").implement({
  description: "One claim of a run by a runner.",
  fields: (t) => ({
    number: t.exposeInt("number", { description: "Counts the claims of the run, from 1." }),
    runner: t.field({
      type: RunnerRef,
      nullable: true,
      description: "Who had it.",
      resolve: (attempt, _args, ctx) => (attempt.runnerId ? loadRunner(ctx, attempt.runnerId) : null),
    }),
    claimedAt: t.field({ type: "DateTime", description: "When it was claimed.", resolve: (attempt) => attempt.claimedAt }),
    endedAt: t.field({
      type: "DateTime",
      nullable: true,
      description: "When the lease ended; null while it lasts.",
      resolve: (attempt) => attempt.endedAt,
    }),
    fromStep: t.field({
      type: "SafeInt",
      description: "The step of the checkpoint that it went on from; 0: from the start.",
      resolve: (attempt) => attempt.fromStep,
    }),
    outcome: t.exposeString("outcome", {
      nullable: true,
      description:
        "SUCCEEDED, FAILED, CANCELLED, PAUSED, RELEASED, BROKEN (its trainer or machine failed) or LEASE_LOST; null while it lasts.",
    }),
  }),
});
