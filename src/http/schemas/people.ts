import Type, { type TSchema } from "typebox";
import {
  choice,
  Id,
  Instant,
  InstantOrNull,
  nullable,
  ref,
  ScopeShape,
  shape,
  TextOrNull,
  WordsShape,
} from "./common.ts";

export const RoleShape = choice([
  ...(["operator", "approver", "finance", "support", "auditor"] as const),
  ...(["merchant_owner", "merchant_finance", "merchant_staff"] as const),
]);

const Login = Type.String({ minLength: 1, maxLength: 64 });
const Password = Type.String({ minLength: 1, maxLength: 400, description: "10 to 200 characters." });
const Code = Type.String({ minLength: 6, maxLength: 20, description: "Six digits, or a recovery code." });

const Base64Url = Type.String({ pattern: "^[A-Za-z0-9_-]*$", maxLength: 20_000 });
/** What `PublicKeyCredential.toJSON()` makes, whatever else a browser adds to it. */
const credential = <Response extends TSchema>(response: Response) => ({
  id: Type.String({ pattern: "^[A-Za-z0-9_-]+$", maxLength: 1400 }),
  rawId: Type.String({ pattern: "^[A-Za-z0-9_-]+$", maxLength: 1400 }),
  type: Type.Literal("public-key"),
  response,
  authenticatorAttachment: Type.Optional(nullable(choice(["platform", "cross-platform"]))),
  clientExtensionResults: Type.Optional(Type.Object({}, { additionalProperties: true })),
});
export const PasskeyAnswerShape = shape(
  "PasskeyAnswer",
  credential(
    Type.Object(
      {
        ...{ clientDataJSON: Base64Url, authenticatorData: Base64Url, signature: Base64Url },
        userHandle: Type.Optional(nullable(Base64Url)),
      },
      { additionalProperties: true },
    ),
  ),
  "What an authenticator signed for signing in (WebAuthn).",
);
export const PasskeyMadeShape = shape(
  "PasskeyMade",
  credential(
    Type.Object(
      {
        ...{ clientDataJSON: Base64Url, attestationObject: Base64Url },
        transports: Type.Optional(Type.Array(Type.String({ maxLength: 20 }), { maxItems: 10 })),
      },
      { additionalProperties: true },
    ),
  ),
  "A new passkey as an authenticator made it (WebAuthn).",
);
export const PasskeyAskShape = shape("PasskeyAsk", {
  options: Type.Object({}, { additionalProperties: true, description: "For the browser's own navigator.credentials." }),
});
export const SignInByPasskeyShape = shape("SignInByPasskey", { passkey: ref(PasskeyAnswerShape) });
export const StepUpShape = shape("StepUp", {
  code: Type.Optional(Code),
  passkey: Type.Optional(ref(PasskeyAnswerShape)),
});
export const SignInShape = shape("SignIn", {
  login: Login,
  password: Password,
  code: Type.Optional(Code),
  passkey: Type.Optional(ref(PasskeyAnswerShape)),
});
const PasskeyName = Type.String({ minLength: 1, maxLength: 60 });
export const PasskeyShape = shape("Passkey", {
  id: Id("psk"),
  name: Type.String(),
  synced: Type.Boolean({ description: "Its maker keeps it for several devices of the person." }),
  created_at: Instant,
  used_at: InstantOrNull,
});
export const BeginPasskeyShape = shape("BeginPasskey", { password: Type.Optional(Password) });
export const NewPasskeyShape = shape("NewPasskey", { name: PasskeyName, passkey: ref(PasskeyMadeShape) });
export const PasskeyAddedShape = shape("PasskeyAdded", {
  passkey: ref(PasskeyShape),
  recovery_codes: nullable(Type.Array(Type.String())),
});
export const RenamePasskeyShape = shape("RenamePasskey", { name: PasskeyName });
export const WaysInShape = shape(
  "WaysIn",
  {
    passkeys: Type.Object({
      domain: Type.String(),
      origin: Type.String({ description: "Passkeys work on pages of this address alone." }),
    }),
    provider: nullable(Type.Object({ name: Type.String() })),
  },
  "How people may sign in beside login and password.",
);
export const BeginProviderShape = shape("BeginProvider", {
  invitation: Type.Optional(Type.String({ minLength: 8, maxLength: 100 })),
});
export const LinkProviderShape = shape("LinkProvider", { password: Type.Optional(Password) });
export const ProviderUrlShape = shape("ProviderUrl", { url: Type.String({ description: "Where the browser goes." }) });
export const InvitationQueryShape = shape("InvitationToken", { token: Type.String({ minLength: 8, maxLength: 100 }) });
export const AcceptInvitationShape = shape("AcceptInvitation", {
  token: Type.String({ minLength: 8, maxLength: 100 }),
  login: Login,
  password: Password,
});
export const InvitationShape = shape("Invitation", {
  kind: choice(["first", "invite", "reset"]),
  name: Type.String(),
  login: TextOrNull,
  expires_at: Instant,
});

const PlaceShape = Type.Object({
  membership: Id("mem"),
  role: RoleShape,
  marketplace: nullable(Type.Object({ id: Id("mkt"), name: ref(WordsShape) })),
  stores: Type.Array(Type.Object({ id: Id("sto"), name: ref(WordsShape) })),
});

export const SessionShape = shape("Session", {
  id: Id("ses"),
  agent: Type.String(),
  address: Type.String(),
  second_step: Type.Boolean(),
  stepped_at: InstantOrNull,
  began: choice(["password", "passkey", "provider", "link"]),
  created_at: Instant,
  seen_at: Instant,
  expires_at: Instant,
  current: Type.Boolean({ description: "The one that asks." }),
});

export const WhoShape = shape(
  "Who",
  {
    person: Type.Object({
      ...{ id: Id("per"), name: Type.String(), login: TextOrNull, second_step: Type.Boolean() },
      app: Type.Boolean({ description: "An authenticator app is set." }),
      passkeys: Type.Integer(),
      provider: Type.Boolean({ description: "Linked with the provider's word for them." }),
    }),
    second_step: Type.Boolean({ description: "This session showed one." }),
    second_step_due: Type.Boolean({ description: "Nothing else is open before a second step is set or shown." }),
    place: PlaceShape,
    store: nullable(Id("sto")),
    places: Type.Array(PlaceShape),
    scopes: Type.Array(ScopeShape),
    csrf: Type.String({ description: "Send it as X-CSRF-Token with every change that goes by the cookie." }),
    expires_at: Instant,
    sandbox: Type.Boolean({ description: "Nothing here moves real money." }),
  },
  "Who signed in, as what, and where else they may go.",
);

export const MoveSessionShape = shape("MoveSession", {
  membership: Id("mem"),
  store: Type.Optional(nullable(Id("sto"))),
});
export const BeginSecondStepShape = shape("BeginSecondStep", { password: Password });
export const SecondStepShape = shape("SecondStep", {
  secret: Type.String(),
  url: Type.String({ description: "otpauth://…, for the QR code that an authenticator scans." }),
});
export const ConfirmSecondStepShape = shape("ConfirmSecondStep", { code: Code });
export const RecoveryCodesShape = shape("RecoveryCodes", { recovery_codes: Type.Array(Type.String()) });
export const ChangePasswordShape = shape("ChangePassword", { present: Password, next: Password });
export const EndedSessionsShape = shape("EndedSessions", { ended: Type.Integer() });
export const SignedOutShape = shape("SignedOut", {
  ended: Type.Integer(),
  go_to: nullable(Type.String({ description: "Where the provider ends its own session too." })),
});

export const TeamMemberShape = shape("TeamMember", {
  membership: Id("mem"),
  person: Id("per"),
  name: Type.String(),
  role: RoleShape,
  marketplace: nullable(Id("mkt")),
  store: nullable(Id("sto")),
  login: TextOrNull,
  second_step: Type.Boolean(),
  state: choice(["invited", "active", "disabled"]),
  seen_at: InstantOrNull,
});
export const NewTeamMemberShape = shape("NewTeamMember", {
  name: Type.String({ minLength: 1, maxLength: 100 }),
  role: RoleShape,
  marketplace: Type.Optional(nullable(Id("mkt"))),
  store: Type.Optional(nullable(Id("sto"))),
});
export const InvitedShape = shape("Invited", {
  member: ref(TeamMemberShape),
  url: Type.String({ description: "The one-time link, told once. Whoever holds it chooses the password." }),
  expires_at: Instant,
});
