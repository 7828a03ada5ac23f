import { row } from "./fault-row.ts";

/** What is refused about signing in, sessions and teams. */
export const peopleFaults = {
  contact_unreachable: row(
    422,
    false,
    { zh: "联系人没有联系方式", en: "The contact has no way to be reached" },
    { zh: "邮箱与电话至少填写一项。", en: "Give a mail address, a telephone number, or both." },
  ),
  sign_in_refused: row(
    401,
    false,
    { zh: "登录名或密码有误", en: "Login or password is wrong" },
    { zh: "请检查后重试；忘记密码请联系管理员重置。", en: "Check both. Whoever forgot the password asks for a reset." },
  ),
  sign_in_locked: row(
    429,
    true,
    { zh: "尝试次数过多，已暂时锁定", en: "Too many tries: locked for a while" },
    { zh: "请在 context 中的 until 之后再试。", en: "Try again after `until` in `context`." },
  ),
  second_step_needed: row(
    401,
    false,
    { zh: "需要第二步验证", en: "The second step is needed" },
    {
      zh: "请输入验证器应用中的六位数字，或一个恢复码。",
      en: "Add the authenticator's six digits, or a recovery code.",
    },
  ),
  second_step_wrong: row(
    401,
    false,
    { zh: "验证码有误或已使用", en: "The code is wrong or was used" },
    { zh: "请等待下一个验证码后重试。", en: "Wait for the next code and try again." },
  ),
  csrf_refused: row(
    403,
    false,
    { zh: "请求未来自控制台页面", en: "The request did not come from the console's page" },
    { zh: "请刷新页面后重试。", en: "Reload the page and try again." },
  ),
  invitation_spent: row(
    404,
    false,
    { zh: "链接无效、已使用或已过期", en: "The link is unknown, was used, or is too old" },
    { zh: "请向管理员索取新的链接。", en: "Ask whoever invited you for a new one." },
  ),
  login_taken: row(
    409,
    false,
    { zh: "登录名已被使用", en: "The login is taken" },
    { zh: "请换一个登录名，链接仍然有效。", en: "Choose another one; the link is still good." },
  ),
  login_invalid: row(
    422,
    false,
    { zh: "登录名格式不正确", en: "The login is not valid" },
    {
      zh: "3 至 64 个字符：小写字母、数字、. _ @ + -，以字母或数字开头。",
      en: "3 to 64 characters: letters, digits, . _ @ + -, beginning with a letter or digit.",
    },
  ),
  password_weak: row(
    422,
    false,
    { zh: "密码太弱", en: "The password is too weak" },
    {
      zh: "10 至 200 个字符，至少五个不同的字符，不含登录名。",
      en: "10 to 200 characters, at least five different ones, and not the login.",
    },
  ),
  second_step_due: row(
    403,
    false,
    { zh: "须先完成第二步验证", en: "The second step comes first" },
    {
      zh: "请在“账号与安全”中添加通行密钥或验证器，或用其验证本次会话。",
      en: "Add a passkey or an authenticator at the account page, or show it for this session.",
    },
  ),
  step_up_due: row(
    403,
    false,
    { zh: "请再次完成第二步验证", en: "Show your second step again" },
    {
      zh: "此操作要求在最近 context.minutes 分钟内完成过第二步验证，尚未执行任何操作。请用通行密钥或六位验证码验证（POST /v1/session/step-up），再以同一 Idempotency-Key 重发原请求。",
      en: "Nothing was done: this asks for a second step shown within the last context.minutes minutes. Show a passkey or a code (POST /v1/session/step-up), then send the same request with the same Idempotency-Key.",
    },
  ),
  second_step_last: row(
    409,
    false,
    { zh: "这是最后一个第二步验证方式", en: "It is the last second step" },
    { zh: "您的角色必须启用第二步验证，请先添加另一种方式。", en: "Your role must have one: add another one first." },
  ),
  passkey_challenge_spent: row(
    409,
    false,
    { zh: "验证请求已使用或已过期", en: "What was signed was used before, or is too old" },
    { zh: "请重新开始。", en: "Begin again." },
  ),
  passkey_unknown: row(
    401,
    false,
    { zh: "不认识此通行密钥", en: "This passkey is not known here" },
    {
      zh: "请改用其他方式登录，然后在“账号与安全”中添加。",
      en: "Sign in another way, then add it at the account page.",
    },
  ),
  passkey_refused: row(
    401,
    false,
    { zh: "通行密钥未通过验证", en: "The passkey did not prove itself" },
    {
      zh: "原因见 context 中的 why；请从控制台页面重试，并解锁验证设备。",
      en: "`why` in `context` says what failed. Try again from the console's own page and unlock the authenticator.",
    },
  ),
  passkeys_many: row(
    409,
    false,
    { zh: "通行密钥过多", en: "Too many passkeys" },
    { zh: "请先移除不再使用的通行密钥。", en: "Remove one that is no longer used." },
  ),
  sign_in_old: row(
    403,
    false,
    { zh: "登录时间过久", en: "The sign-in is too long ago" },
    { zh: "请重新登录后十分钟内完成。", en: "Sign in again and do it within ten minutes." },
  ),
  provider_missing: row(
    404,
    false,
    { zh: "未配置身份提供方", en: "No provider is set up" },
    { zh: "请用密码或通行密钥登录。", en: "Sign in with password or passkey." },
  ),
  provider_refused: row(
    401,
    false,
    { zh: "身份提供方未确认登录", en: "The provider did not confirm the sign-in" },
    { zh: "请重新登录；原因见 context 中的 why。", en: "Try again; `why` in `context` says what failed." },
  ),
  provider_unreachable: row(
    503,
    true,
    { zh: "暂时无法连接身份提供方", en: "The provider cannot be reached" },
    { zh: "请稍后重试，或用密码、通行密钥登录。", en: "Try again soon, or use password or passkey." },
  ),
  identity_unknown: row(
    401,
    false,
    { zh: "此身份尚未关联任何人", en: "Nobody here is linked with that identity" },
    {
      zh: "请通过邀请链接关联，或登录后在“账号与安全”中关联。",
      en: "Use your one-time link with it, or sign in and link it at the account page.",
    },
  ),
  identity_taken: row(
    409,
    false,
    { zh: "此身份已关联他人", en: "That identity is linked with somebody already" },
    { zh: "请使用其他身份。", en: "Use another one." },
  ),
  sign_in_last: row(
    409,
    false,
    { zh: "这是唯一的登录方式", en: "It is the only way in" },
    { zh: "请先向管理员索取重设链接并设置密码。", en: "Ask for a reset link and choose a password first." },
  ),
  role_of_owners: row(
    403,
    false,
    { zh: "该店铺的成员由店主管理", en: "The store's owner looks after its people" },
    {
      zh: "请由店主邀请或重置；店主失去全部登录方式时，由整个系统的运营人员重置。",
      en: "Ask the owner. If the owner lost every way in, the operator of the whole house resets them.",
    },
  ),
  second_person_dependent: row(
    403,
    false,
    { zh: "审批人与提议人不能算作两个人", en: "Approver and proposer do not count as two people" },
    {
      zh: "由同一人创建、授予角色或重设登录的账号，七天内算作其本人；同一邮箱、手机号或身份的账号始终算作一人。请由其他审批人决定；context 中的 until 之后此限制解除。",
      en: "For seven days an account counts as a hand of whoever made it, gave it its role or reset its way in; two accounts of one mailbox, telephone or identity are one person for ever. Let another approver decide, or wait for `until` in `context`.",
    },
  ),
  role_beyond: row(
    403,
    false,
    { zh: "不能授予超出自身范围的角色", en: "That role reaches further than you do" },
    { zh: "请由更高范围的运营人员操作。", en: "Ask somebody whose place is wider." },
  ),
} as const;
