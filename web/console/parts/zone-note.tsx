/** @jsxImportSource react */
import { useSay } from "../lib/language.tsx";
import { offsetOf } from "../lib/zone-offset.ts";

/** In which zone the page tells its times: the device's own, unless a figure says another. */
export function ZoneNote() {
  const say = useSay();
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const offset = offsetOf(-new Date().getTimezoneOffset());
  return (
    <footer className="zone-note">
      {say(
        `时间按本设备的时区显示：${timeZone}（${offset}）`,
        `Times are shown in this device's zone: ${timeZone} (${offset})`,
      )}
    </footer>
  );
}
