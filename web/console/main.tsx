import { render } from 'preact';
import './style.css';
import { App } from './app';

// The token of the printed address is in a cookie by now: it must not stay in the history or a screenshot.
const address = new URL(location.href);
if (address.searchParams.has('token')) {
  address.searchParams.delete('token');
  history.replaceState(null, '', address);
}

const page = document.getElementById('page');
if (page !== null) render(<App />, page);
