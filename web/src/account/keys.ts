// A person's own API keys.
import { identity } from "../transport/rest";

export type KeyKind = "HMAC" | "ED25519" | "RSA";
export type KeyScope = "READ" | "TRADE";

export interface KeySummary {
  apiKey: string;
  label: string;
  kind: KeyKind;
  permission: KeyScope;
  addresses: string;
  created: number;
}

/** The only time that the venue tells the secret. */
export interface MadeKey {
  apiKey: string;
  secret?: string;
  privateKey?: string;
}

export interface NewKey {
  label: string;
  kind: KeyKind;
  permission: KeyScope;
  publicKey: string;
  /** Separated by commas; empty: from anywhere. */
  addresses: string;
}

export const listKeys = () => identity<KeySummary[]>("GET", "keys");
export const revokeKey = (apiKey: string) => identity("DELETE", "keys", { apiKey });
export const makeKey = ({ label, kind, permission, publicKey, addresses }: NewKey) =>
  identity<MadeKey>("POST", "keys", {
    label,
    kind,
    permission,
    publicKey: publicKey === "" ? undefined : publicKey,
    addresses: addresses.trim() === "" ? undefined : JSON.stringify(addresses.split(",").map((one) => one.trim())),
  });

/** A shell program that asks for the account with an HMAC key. */
export function curlProgram({ apiKey, secret }: { apiKey: string; secret: string }): string {
  return [
    `KEY=${apiKey}`,
    `SECRET=${secret}`,
    `QUERY="timestamp=$(date +%s000)"`,
    `SIGNATURE=$(printf %s "$QUERY" | openssl dgst -sha256 -hmac "$SECRET" | sed 's/.* //')`,
    `curl -s -H "X-MBX-APIKEY: $KEY" "${location.origin}/api/v3/account?$QUERY&signature=$SIGNATURE"`,
  ].join("\n");
}
