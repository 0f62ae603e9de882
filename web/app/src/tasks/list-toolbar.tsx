// Filter, order and search of the list.
import { useId } from 'react';
import { useWorkspace } from '../session/current';
import { CloseIcon, SearchIcon } from '../shell/icons';
import { useSelected } from '../state/store';
import { leaveField } from './focus-task';
import type { Show } from './task-cache';
import type { Sort } from './task-view';
import type { ViewParams } from './view-params';

export const SEARCH_ID = 'task-search';

const SHOWS: { value: Show; label: string }[] = [
  { value: 'open', label: 'Open' },
  { value: 'done', label: 'Done' },
  { value: 'all', label: 'All' },
];

const SORTS: { value: Sort; label: string }[] = [
  { value: 'newest', label: 'Newest first' },
  { value: 'oldest', label: 'Oldest first' },
  { value: 'deadline', label: 'By deadline' },
];

interface ListToolbarProps {
  view: ViewParams;
  onChange: (change: Partial<ViewParams>) => void;
}

export function ListToolbar({ view, onChange }: ListToolbarProps) {
  const name = useId();
  return (
    <div className="toolbar">
      <fieldset className="segments">
        <legend className="visually-hidden">Show</legend>
        {SHOWS.map(({ value, label }) => (
          <label className="segment" key={value}>
            <input type="radio" name={name} checked={view.show === value} onChange={() => onChange({ show: value })} />
            <span>{label}</span>
          </label>
        ))}
      </fieldset>
      <SearchField />
      <div className="sort">
        <label htmlFor={`${name}-sort`} className="visually-hidden">
          Sort
        </label>
        <select
          id={`${name}-sort`}
          className="input"
          value={view.sort}
          onChange={(event) => onChange({ sort: event.target.value as Sort })}
        >
          {SORTS.map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      </div>
    </div>
  );
}

function SearchField() {
  const { drafts } = useWorkspace();
  const search = useSelected(drafts, (all) => all.search);
  const change = (text: string) => drafts.set((all) => ({ ...all, search: text }));
  const focusField = () => document.getElementById(SEARCH_ID)?.focus();
  return (
    <div className="search">
      <SearchIcon size={18} />
      <label htmlFor={SEARCH_ID} className="visually-hidden">
        Search loaded tasks
      </label>
      <input
        id={SEARCH_ID}
        className="input"
        type="search"
        placeholder="Search"
        autoComplete="off"
        value={search}
        onChange={(event) => change(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') {
            change('');
            leaveField(event.currentTarget);
          }
        }}
      />
      {search !== '' && (
        <button
          type="button"
          className="icon-button"
          aria-label="Clear search"
          onClick={() => {
            change('');
            focusField();
          }}
        >
          <CloseIcon size={16} />
        </button>
      )}
    </div>
  );
}
