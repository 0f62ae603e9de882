// Chooses a deadline from a calendar or from the days that people mean most often.
import { parseDate } from '@internationalized/date';
import type { RefObject } from 'react';
import {
  Button,
  Calendar,
  CalendarCell,
  CalendarGrid,
  CalendarGridBody,
  CalendarGridHeader,
  CalendarHeaderCell,
  Heading,
  I18nProvider,
} from 'react-aria-components';
import { addDays, type CalendarDate } from '../dates/calendar-date';
import { shortDay } from '../dates/day-names';
import { parseDeadline } from '../dates/parse-deadline';
import { Dialog } from '../shell/dialog';
import './calendar.css';

interface CalendarDialogProps {
  date: CalendarDate | null;
  today: CalendarDate;
  /** Opens beside this element where there is room. */
  near: RefObject<HTMLElement | null>;
  onChoose: (date: CalendarDate | null) => void;
  onClose: () => void;
}

function quickChoices(today: CalendarDate): { label: string; date: CalendarDate }[] {
  const nextWeek = parseDeadline('next week', today);
  const choices = [
    { label: 'Today', date: today },
    { label: 'Tomorrow', date: addDays(today, 1) },
  ];
  return nextWeek.kind === 'date' ? [...choices, { label: 'Next week', date: nextWeek.date }] : choices;
}

export default function CalendarDialog({ date, today, near, onChoose, onClose }: CalendarDialogProps) {
  return (
    <Dialog title="Deadline" near={near} initialFocus=".calendar td [tabindex='0']" onClose={onClose}>
      <div className="quick-days">
        {quickChoices(today).map((choice) => (
          <button type="button" className="button" key={choice.label} onClick={() => onChoose(choice.date)}>
            <span>{choice.label}</span>
            <small>{shortDay(choice.date, addDays(choice.date, -2))}</small>
          </button>
        ))}
      </div>
      <I18nProvider locale="en-GB">
        <Calendar
          aria-label="Deadline"
          className="calendar"
          value={date === null ? null : parseDate(date)}
          defaultFocusedValue={parseDate(date ?? today)}
          onChange={(chosen) => onChoose(chosen.toString())}
        >
          <div className="calendar-head">
            <Button slot="previous" className="icon-button">
              ‹
            </Button>
            <Heading className="calendar-month" />
            <Button slot="next" className="icon-button">
              ›
            </Button>
          </div>
          <CalendarGrid weekdayStyle="short">
            <CalendarGridHeader>{(day) => <CalendarHeaderCell>{day}</CalendarHeaderCell>}</CalendarGridHeader>
            <CalendarGridBody>{(day) => <CalendarCell date={day} className="calendar-day" />}</CalendarGridBody>
          </CalendarGrid>
        </Calendar>
      </I18nProvider>
      <button type="button" className="button button-plain" onClick={() => onChoose(null)}>
        No deadline
      </button>
    </Dialog>
  );
}
