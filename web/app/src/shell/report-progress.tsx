// The progress of a report that is being downloaded, with a way to stop it.
import { useStore } from '../state/store';
import { reportProgress, sizeInWords } from '../tasks/report';

export function ReportProgress() {
  const progress = useStore(reportProgress);
  if (progress === null) return null;
  const { received, total, cancel } = progress;
  const amount = total === null ? sizeInWords(received) : `${sizeInWords(received)} of ${sizeInWords(total)}`;
  return (
    <div className="notice report-progress">
      <label>
        <span>Downloading report: {amount}</span>
        <progress {...(total === null ? {} : { value: received, max: total })} />
      </label>
      <button type="button" className="notice-action" onClick={cancel}>
        Cancel
      </button>
    </div>
  );
}
