// The last resort: a mistake in the page's own code shows a way out instead of an empty screen.
import { Component, type ReactNode } from 'react';

export class ErrorBoundary extends Component<{ children: ReactNode }, { hasFailed: boolean }> {
  override state = { hasFailed: false };

  static getDerivedStateFromError() {
    return { hasFailed: true };
  }

  override render() {
    if (!this.state.hasFailed) return this.props.children;
    return (
      <main className="column crash" role="alert">
        <h1>Something went wrong</h1>
        <p>This page has a fault. Your saved tasks are safe, and what you typed is kept until you close this tab.</p>
        <button type="button" className="button button-primary" onClick={() => location.reload()}>
          Reload the page
        </button>
      </main>
    );
  }
}
