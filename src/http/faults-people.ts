import { row } from "./fault-row.ts";

/** What is refused about signing in, sessions and teams. */
export const peopleFaults = {
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
  role_beyond: row(
    403,
    false,
    { zh: "不能授予超出自身范围的角色", en: "That role reaches further than you do" },
    { zh: "请由更高范围的运营人员操作。", en: "Ask somebody whose place is wider." },
  ),
} as const;
