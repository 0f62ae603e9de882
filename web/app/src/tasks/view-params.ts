// The filter and the order of the list, kept in the address so that a reload and a link show the same.
import { useCallback } from 'react';
import { useLocation, useSearch } from 'wouter';
import type { Order, Show } from './task-cache';
import type { Sort } from './task-view';

export interface ViewParams {
  show: Show;
  sort: Sort;
}

const isShow = (value: string | null): value is Show => value === 'open' || value === 'done' || value === 'all';
const isSort = (value: string | null): value is Sort =>
  value === 'newest' || value === 'oldest' || value === 'deadline';

export function parseView(search: string): ViewParams {
  const params = new URLSearchParams(search);
  const show = params.get('show');
  const sort = params.get('sort');
  return { show: isShow(show) ? show : 'open', sort: isSort(sort) ? sort : 'newest' };
}

export function formatView({ show, sort }: ViewParams): string {
  const params = new URLSearchParams();
  if (show !== 'open') params.set('show', show);
  if (sort !== 'newest') params.set('sort', sort);
  const search = params.toString();
  return search === '' ? '/' : `/?${search}`;
}

/** The deadline is no order of the API: the loaded tasks are sorted here. */
export const orderOf = (sort: Sort): Order => (sort === 'oldest' ? 'asc' : 'desc');

export function useView(): [ViewParams, (change: Partial<ViewParams>) => void] {
  const view = parseView(useSearch());
  const [, navigate] = useLocation();
  const { show, sort } = view;
  const change = useCallback(
    (next: Partial<ViewParams>) => navigate(formatView({ show, sort, ...next }), { replace: true }),
    [navigate, show, sort],
  );
  return [view, change];
}
