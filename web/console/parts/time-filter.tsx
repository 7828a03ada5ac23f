/** @jsxImportSource react */
import { lazy, Suspense } from "react";

const TimeRange = lazy(() => import("./time-range.tsx"));

/** The calendar weighs as much as a page: the list is read and shown while it comes. */
export function TimeFilter() {
  return (
    <span className="time-filter">
      <Suspense fallback={null}>
        <TimeRange />
      </Suspense>
    </span>
  );
}
