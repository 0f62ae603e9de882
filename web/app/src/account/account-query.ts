// Loads the account.
import { useQuery } from '@tanstack/react-query';
import { api } from '../api';

export const ACCOUNT_KEY = ['account'] as const;

export const accountQuery = { queryKey: ACCOUNT_KEY, queryFn: () => api.account.get() };

export function useAccount() {
  return useQuery(accountQuery);
}
