// The shape of the list while it loads, so that nothing moves when the tasks come.
const WIDTHS = ['62%', '44%', '71%', '53%', '38%', '66%'];

export function TaskSkeleton() {
  return (
    <div className="task-list skeleton" aria-hidden="true">
      {WIDTHS.map((width) => (
        <div className="task" key={width}>
          <span className="task-check">
            <span className="check-circle" />
          </span>
          <span className="skeleton-line" style={{ width }} />
        </div>
      ))}
    </div>
  );
}

/** The whole screen, while nobody knows yet who is logged in. */
export function TasksSkeleton() {
  return (
    <>
      <div className="composer skeleton-box" aria-hidden="true" />
      <div className="toolbar skeleton-bar" aria-hidden="true" />
      <TaskSkeleton />
    </>
  );
}
