/** @jsxImportSource react */
import { Alert, Button, Skeleton } from "antd";
import type { ReactNode } from "react";
import type { Problem } from "../lib/api.ts";
import { moneyText } from "../lib/format.ts";
import { useLooks, useSay } from "../lib/language.tsx";
import type { Money } from "../lib/types.ts";
import type { Loaded } from "../lib/use-load.ts";

/** A page's head: what it is, what it is for, and what can be done. */
export function PageHead({ title, lead, children }: { title: string; lead?: ReactNode; children?: ReactNode }) {
  return (
    <div className="page-head">
      <div className="grow">
        <h1 tabIndex={-1}>{title}</h1>
        {lead === undefined ? null : <p className="lead">{lead}</p>}
      </div>
      {children}
    </div>
  );
}

export function ProblemNote({ problem, retry }: { problem: Problem; retry?: () => void }) {
  const say = useSay();
  const { language } = useLooks();
  const text = language === "zh-CN" ? problem.words.zh : problem.words.en;
  const fields = problem.errors.map((one) => `${one.field} ${language === "zh-CN" ? one.zh : one.message}`);
  const context = Object.entries(problem.context).map(([name, value]) => `${name}: ${value}`);
  return (
    <Alert
      type="error"
      showIcon
      role="alert"
      title={text || problem.code}
      description={[...fields, ...context].join("；") || undefined}
      action={
        retry && (
          <Button size="small" onClick={retry}>
            {say("重试", "Try again")}
          </Button>
        )
      }
    />
  );
}

export function Empty({ title, hint, children }: { title: string; hint?: string; children?: ReactNode }) {
  return (
    <div className="empty">
      <strong>{title}</strong>
      {hint === undefined ? null : <div>{hint}</div>}
      {children}
    </div>
  );
}

/** Loading, refused, or there. What is there stays in sight while it is read again. */
export function Shown<T>({
  of,
  children,
  rows = 4,
}: {
  of: Loaded<T>;
  children: (data: T) => ReactNode;
  rows?: number;
}) {
  const say = useSay();
  if (of.data !== null)
    return (
      <>
        {of.problem ? <ProblemNote problem={of.problem} retry={of.reload} /> : null}
        {children(of.data)}
      </>
    );
  if (of.problem) return <ProblemNote problem={of.problem} retry={of.reload} />;
  return (
    <div role="status" aria-label={say("正在读取", "Loading")}>
      <Skeleton active title={false} paragraph={{ rows }} />
    </div>
  );
}

export function Amount({ of }: { of: Money | null }) {
  return <span className="money">{of ? moneyText(of) : "—"}</span>;
}

/** An id that is long: its end tells it apart, the whole is there for copying. */
export function Ident({ id }: { id: string }) {
  return (
    <span className="mono" title={id}>
      {id.length > 18 ? `${id.slice(0, 4)}…${id.slice(-8)}` : id}
    </span>
  );
}

export type Tone = "success" | "processing" | "warning" | "error" | "default";

const states: Readonly<Record<string, readonly [Tone, string, string]>> = {
  draft: ["default", "草稿", "Draft"],
  piloting: ["warning", "试点中", "Piloting"],
  consulting: ["processing", "征求意见", "Consulting"],
  decided: ["processing", "已决定", "Decided"],
  announced: ["processing", "已公告", "Announced"],
  opening: ["success", "分阶段开放", "Opening"],
  open: ["success", "已开放", "Open"],
  paused: ["error", "已暂停", "Paused"],
  withdrawn: ["default", "已撤回", "Withdrawn"],
  unpaid: ["default", "未付款", "Unpaid"],
  paid: ["success", "已付款", "Paid"],
  partly_refunded: ["warning", "部分退款", "Partly refunded"],
  refunded: ["warning", "已退款", "Refunded"],
  closed: ["default", "已关闭", "Closed"],
  starting: ["processing", "正在发起", "Starting"],
  waiting: ["processing", "等待付款", "Waiting"],
  refused: ["error", "被拒", "Refused"],
  abandoned: ["warning", "已弃", "Abandoned"],
  surplus: ["warning", "多付", "Surplus"],
  returned: ["default", "已退回", "Returned"],
  created: ["default", "已创建", "Created"],
  processing: ["processing", "处理中", "Processing"],
  abnormal: ["error", "异常", "Abnormal"],
  healthy: ["success", "正常", "Healthy"],
  degraded: ["warning", "不稳定", "Degraded"],
  failing: ["error", "故障", "Failing"],
  idle: ["default", "交易少", "Quiet"],
  asked: ["processing", "待确认", "Waiting for a second person"],
  sending: ["processing", "提现中", "On its way"],
  cancelled: ["default", "已撤销", "Called off"],
  proposed: ["warning", "待复核", "Proposed"],
  done: ["success", "已完成", "Done"],
  imported: ["processing", "已导入", "Imported"],
  applied: ["processing", "审核中", "Under review"],
  merchant_ready: ["processing", "商户已就绪", "Ready, not visible"],
  active: ["success", "已开通", "Active"],
  switched_off: ["default", "已关闭", "Switched off"],
  invited: ["processing", "待接受", "Invited"],
  disabled: ["default", "已停用", "Disabled"],
  enabled: ["success", "启用", "Enabled"],
  pending: ["processing", "待审批", "Pending"],
  approved: ["success", "已批准", "Approved"],
  rejected: ["error", "已否决", "Rejected"],
  to_be_sent: ["processing", "待投递", "To be sent"],
  delivered: ["success", "已送达", "Delivered"],
  failed: ["error", "失败", "Failed"],
};

/** A word on a ground of its tone, legible in both lights. */
export function Chip({ tone = "default", children }: { tone?: Tone; children: ReactNode }) {
  return (
    <span className="chip" data-tone={tone}>
      {children}
    </span>
  );
}

/** A state, said in words: the colour only repeats it. */
export function StateTag({ state }: { state: string }) {
  const say = useSay();
  const [tone, zh, en] = states[state] ?? (["default", state, state] as const);
  return <Chip tone={tone}>{say(zh, en)}</Chip>;
}
