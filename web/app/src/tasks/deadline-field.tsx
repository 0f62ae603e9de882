// A deadline as free text, with what it was understood as, and a calendar beside it.
import { useId, useRef, useState } from 'react';
import type { CalendarDate } from '../dates/calendar-date';
import { longDay, typedDay } from '../dates/day-names';
import { parseDeadline } from '../dates/parse-deadline';
import { AlertIcon, CalendarIcon } from '../shell/icons';
import { CalendarDialog } from './lazy-parts';

interface DeadlineFieldProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  error: string | undefined;
  today: CalendarDate;
}

export function DeadlineField({ label, value, onChange, error, today }: DeadlineFieldProps) {
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const parsed = parseDeadline(value, today);
  const date = parsed.kind === 'date' ? parsed.date : null;
  // What is obvious from the text is not repeated.
  const understood = date !== null && value !== typedDay(date) ? longDay(date) : null;

  return (
    <div className="field field-deadline">
      <label htmlFor={id} className="visually-hidden">
        {label}
      </label>
      <div className="with-button" ref={box}>
        <input
          id={id}
          className="input"
          type="text"
          value={value}
          placeholder="Deadline"
          autoComplete="off"
          aria-describedby={`${id}-error ${id}-note`}
          aria-invalid={error ? true : undefined}
          onChange={(event) => onChange(event.target.value)}
        />
        <button
          type="button"
          className="icon-button"
          aria-label="Choose a date"
          aria-haspopup="dialog"
          onClick={() => setOpen(true)}
        >
          <CalendarIcon />
        </button>
      </div>
      <div id={`${id}-error`} role="alert" className={error ? 'field-error' : undefined}>
        {error && (
          <>
            <AlertIcon size={16} />
            <span>{error}</span>
          </>
        )}
      </div>
      <div id={`${id}-note`} className={understood ? 'field-hint' : undefined}>
        {understood}
      </div>
      {isOpen && (
        <CalendarDialog
          date={date}
          today={today}
          near={box}
          onChoose={(chosen) => {
            onChange(chosen === null ? '' : typedDay(chosen));
            setOpen(false);
          }}
          onClose={() => setOpen(false)}
        />
      )}
    </div>
  );
}
