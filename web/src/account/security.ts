// What a person does for the safety of his account.
import { identity } from "../transport/rest";

export interface SecuritySummary {
  totp: boolean;
  recoveryCodes: number;
  frozen: boolean;
  sessions: { started: number; isThis: boolean }[];
  signIns: { time: number; address: string; outcome: "DONE" | "WRONG_PASSWORD" | "WRONG_CODE" }[];
}

/** Shown again before anything is changed; the code where there is a second factor. */
export interface Proof {
  password: string;
  code: string;
}

const fieldsOf = ({ password, code }: Proof) => ({ password, code: code === "" ? undefined : code });

export const readSecurity = () => identity<SecuritySummary>("GET", "security");
export const changePassword = (proof: Proof, newPassword: string) =>
  identity("POST", "password", { ...fieldsOf(proof), newPassword });
export const endOtherSessions = () => identity("POST", "sessions/end-others");
export const beginTotp = (proof: Proof) => identity<{ secret: string; uri: string }>("POST", "totp", fieldsOf(proof));
export const confirmTotp = (code: string) => identity<{ recoveryCodes: string[] }>("POST", "totp/confirm", { code });
export const turnOffTotp = (proof: Proof) => identity("POST", "totp/off", fieldsOf(proof));
export const freeze = (proof: Proof) => identity("POST", "freeze", fieldsOf(proof));
