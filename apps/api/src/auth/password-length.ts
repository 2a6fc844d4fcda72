/** @file How long a password is: the one place that sign-up and reset agree on. Characters. */

export const PASSWORD_MIN = 8;
export const PASSWORD_MAX = 128;
