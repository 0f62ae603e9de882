// Chooses the screen by address and session.
import { QueryClientProvider } from '@tanstack/react-query';
import { useEffect, useMemo, type ReactNode } from 'react';
import { Redirect, Route, Switch, useLocation, useSearch } from 'wouter';
import { CHANGE_PATH, RESET_PATH, VERIFY_PATH } from './mail/mail-link';
import { CurrentProblem } from './session/current-problem';
import { useCurrent, WorkspaceContext, type Current } from './session/current';
import { GuestLayout } from './session/guest-layout';
import { GuestSkeleton } from './session/guest-skeleton';
import { LogInPage } from './session/log-in-page';
import { logInPath, returnPath } from './session/return-path';
import { SignUpPage } from './session/sign-up-page';
import { Announcer } from './shell/announcer';
import { ErrorBoundary } from './shell/error-boundary';
import { useFocusFallback } from './shell/focus-fallback';
import { lazyPart } from './shell/lazy-part';
import { NotFoundPage } from './shell/not-found-page';
import { NoticeList } from './shell/notice-list';
import { OfflineBanner } from './shell/offline-banner';
import { PrivateLayout, PrivateSkeleton } from './shell/private-layout';
import { isShortcutListOpen, openShortcuts, useShortcuts } from './shell/shortcuts';
import { useStore } from './state/store';
import { resumeAdditions } from './tasks/add-task';
import { CalendarDialog, ConflictDialog } from './tasks/lazy-parts';
import { TasksSkeleton } from './tasks/task-skeleton';
import { TasksPage } from './tasks/tasks-page';
import { useLeaving } from './tasks/use-leaving';

const AccountPage = lazyPart(() => import('./account/account-page'), 'The account page');
const ChangeEmailPage = lazyPart(() => import('./account/change-email-page'), 'The page');
const ForgotPasswordPage = lazyPart(() => import('./session/forgot-password-page'), 'The page');
const ResetPasswordPage = lazyPart(() => import('./session/reset-password-page'), 'The page');
const VerifyEmailPage = lazyPart(() => import('./session/verify-email-page'), 'The page');
const ShortcutsDialog = lazyPart(() => import('./shell/shortcuts-dialog'), 'The list');
const LATER_PARTS = [AccountPage, ShortcutsDialog, CalendarDialog, ConflictDialog];
const PRELOAD_AFTER_MS = 1500;

export function App() {
  const current = useCurrent();
  useFocusFallback();
  return (
    <ErrorBoundary>
      <Switch>
        <Route path="/">
          <Private current={current} title="Tasks" skeleton={<TasksSkeleton />}>
            <TasksPage />
          </Private>
        </Route>
        <Route path="/account">
          <Private current={current} title="Account" skeleton={null}>
            <AccountPage placeholder={<h1>Account</h1>} />
          </Private>
        </Route>
        <Route path="/log-in">
          <Guest current={current}>{(reason) => <LogInPage reason={reason} />}</Guest>
        </Route>
        <Route path="/sign-up">
          <Guest current={current}>{() => <SignUpPage />}</Guest>
        </Route>
        <Route path="/forgot-password">
          <ForgotPasswordPage placeholder={<GuestLayout>{null}</GuestLayout>} />
        </Route>
        <Route path={RESET_PATH}>
          <ResetPasswordPage placeholder={<GuestLayout>{null}</GuestLayout>} />
        </Route>
        <Route path={VERIFY_PATH}>
          <VerifyEmailPage placeholder={<GuestLayout>{null}</GuestLayout>} />
        </Route>
        <Route path={CHANGE_PATH}>
          <ChangeEmailPage placeholder={<GuestLayout>{null}</GuestLayout>} />
        </Route>
        <Route>
          <NotFoundPage />
        </Route>
      </Switch>
      <OfflineBanner />
      <NoticeList />
      <Announcer />
    </ErrorBoundary>
  );
}

interface PrivateProps {
  current: Current;
  title: string;
  skeleton: ReactNode;
  children: ReactNode;
}

function Private({ current, title, skeleton, children }: PrivateProps) {
  const [path] = useLocation();
  const search = useSearch();
  if (current.status === 'signed-out') {
    const isChosen = current.reason === 'logged-out' || current.reason === 'deleted';
    return <Redirect to={isChosen ? '/log-in' : logInPath(search === '' ? path : `${path}?${search}`)} replace />;
  }
  if (current.status === 'loading') {
    return (
      <PrivateSkeleton title={title}>
        <div className="loading-problem">
          <CurrentProblem current={current} />
        </div>
        {skeleton}
      </PrivateSkeleton>
    );
  }
  return <SignedIn current={current}>{children}</SignedIn>;
}

function SignedIn({ current, children }: { current: Current & { status: 'signed-in' }; children: ReactNode }) {
  const { workspace } = current;
  const isListOpen = useStore(isShortcutListOpen);
  const [, navigate] = useLocation();
  useShortcuts(
    useMemo(
      () => ({ help: openShortcuts, tasks: () => navigate('/'), account: () => navigate('/account') }),
      [navigate],
    ),
  );

  useLeaving(workspace);
  useEffect(() => resumeAdditions(workspace), [workspace]);
  useEffect(() => {
    const timer = setTimeout(() => LATER_PARTS.forEach((part) => part.preload()), PRELOAD_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);

  return (
    <WorkspaceContext value={workspace} key={workspace.userId}>
      <QueryClientProvider client={workspace.queries}>
        <PrivateLayout>{children}</PrivateLayout>
        {isListOpen && <ShortcutsDialog />}
      </QueryClientProvider>
    </WorkspaceContext>
  );
}

type SignedOut = Extract<Current, { status: 'signed-out' }>;

function Guest({ current, children }: { current: Current; children: (reason: SignedOut['reason']) => ReactNode }) {
  const search = useSearch();
  if (current.status === 'signed-in') return <Redirect to={returnPath(search)} replace />;
  if (current.status === 'loading') return <GuestSkeleton current={current} />;
  return children(current.reason);
}
