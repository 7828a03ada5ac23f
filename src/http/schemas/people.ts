import Type from "typebox";
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

export const SignInShape = shape("SignIn", { login: Login, password: Password, code: Type.Optional(Code) });
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
  created_at: Instant,
  seen_at: Instant,
  expires_at: Instant,
  current: Type.Boolean({ description: "The one that asks." }),
});

export const WhoShape = shape(
  "Who",
  {
    person: Type.Object({ id: Id("per"), name: Type.String(), login: TextOrNull, second_step: Type.Boolean() }),
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
