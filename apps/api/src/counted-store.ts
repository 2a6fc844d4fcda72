/** @file Counts what fails of the object store, for the metrics page. That an object is missing, or not what it should be, is an answer. */
import { AppError } from "@capstan/run/error-code";
import { ObjectMissing, type ObjectStore } from "@capstan/storage/object-store";
import { storageErrors } from "./http/metrics.ts";

export function countedStore<Store extends ObjectStore>(store: Store): Store {
  return new Proxy(store, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== "function") return member;
      return (...args: unknown[]): unknown => {
        const answer: unknown = Reflect.apply(member, target, args);
        if (answer instanceof Promise)
          answer.catch((error: unknown) => {
            if (!(error instanceof AppError) && !(error instanceof ObjectMissing)) storageErrors.inc({ operation: String(name) });
          });
        return answer;
      };
    },
  });
}
