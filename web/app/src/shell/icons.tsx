// The page's icons: 20 by 20, drawn with the colour of the text around them, and hidden from screen readers.
import type { ReactNode } from 'react';

function icon(content: ReactNode) {
  return function Icon({ size = 20 }: { size?: number }) {
    return (
      <svg
        aria-hidden="true"
        width={size}
        height={size}
        viewBox="0 0 20 20"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.6"
        strokeLinecap="round"
        strokeLinejoin="round"
      >
        {content}
      </svg>
    );
  };
}

export const PlusIcon = icon(<path d="M10 4.5v11M4.5 10h11" />);
export const CheckIcon = icon(<path d="m4.5 10.5 3.7 3.7 7.3-8" />);
export const DotIcon = icon(<circle cx="10" cy="10" r="3" />);
export const CloseIcon = icon(<path d="m5.5 5.5 9 9m0-9-9 9" />);
export const TrashIcon = icon(
  <path d="M3.5 5.5h13M8 5.5V4a1 1 0 0 1 1-1h2a1 1 0 0 1 1 1v1.5M5 5.5l.7 10a1.5 1.5 0 0 0 1.5 1.4h5.6a1.5 1.5 0 0 0 1.5-1.4l.7-10M8.4 9v4.5M11.6 9v4.5" />,
);
export const CalendarIcon = icon(
  <>
    <rect x="3" y="4" width="14" height="13" rx="2.5" />
    <path d="M3 8.2h14M6.8 2.6v2.8M13.2 2.6v2.8" />
  </>,
);
export const ClockIcon = icon(
  <>
    <circle cx="10" cy="10" r="7" />
    <path d="M10 6v4.2l2.8 1.6" />
  </>,
);
export const AlertIcon = icon(
  <>
    <path d="M8.8 3.6 2.3 14.8A1.4 1.4 0 0 0 3.5 17h13a1.4 1.4 0 0 0 1.2-2.2L11.2 3.6a1.4 1.4 0 0 0-2.4 0Z" />
    <path d="M10 8v3.4M10 14.1v.1" />
  </>,
);
export const InfoIcon = icon(
  <>
    <circle cx="10" cy="10" r="7" />
    <path d="M10 9.2v4M10 6.6v.1" />
  </>,
);
export const SearchIcon = icon(
  <>
    <circle cx="9" cy="9" r="5.2" />
    <path d="m13 13 3.8 3.8" />
  </>,
);
export const TextIcon = icon(<path d="M4 5.5h12M4 10h12M4 14.5h7" />);
export const EyeIcon = icon(
  <>
    <path d="M2.2 10S5 4.8 10 4.8 17.8 10 17.8 10 15 15.2 10 15.2 2.2 10 2.2 10Z" />
    <circle cx="10" cy="10" r="2.4" />
  </>,
);
export const EyeOffIcon = icon(
  <path d="M7.9 5.1A7.6 7.6 0 0 1 10 4.8c5 0 7.8 5.2 7.8 5.2a13 13 0 0 1-2 2.6M12.2 12.2a3.1 3.1 0 0 1-4.4-4.4M5 6.3A12.6 12.6 0 0 0 2.2 10S5 15.2 10 15.2a7.8 7.8 0 0 0 4.1-1.2M3 3l14 14" />,
);
export const MenuIcon = icon(<path d="M3.5 6h13M3.5 10h13M3.5 14h13" />);
export const SunIcon = icon(
  <>
    <circle cx="10" cy="10" r="3.2" />
    <path d="M10 2.6v1.6M10 15.8v1.6M2.6 10h1.6M15.8 10h1.6M4.8 4.8l1.1 1.1M14.1 14.1l1.1 1.1M4.8 15.2l1.1-1.1M14.1 5.9l1.1-1.1" />
  </>,
);
export const MoonIcon = icon(<path d="M16.5 11.6A6.9 6.9 0 0 1 8.4 3.5a6.9 6.9 0 1 0 8.1 8.1Z" />);
export const ScreenIcon = icon(
  <>
    <rect x="2.6" y="3.6" width="14.8" height="10" rx="1.8" />
    <path d="M7 16.8h6" />
  </>,
);
export const DownloadIcon = icon(
  <path d="M10 3v9m0 0 3.5-3.5M10 12 6.5 8.5M3.5 13.5V15A1.8 1.8 0 0 0 5.3 16.8h9.4a1.8 1.8 0 0 0 1.8-1.8v-1.5" />,
);
export const MailIcon = icon(
  <>
    <rect x="2.6" y="4.4" width="14.8" height="11.2" rx="2" />
    <path d="m3.2 6.2 6.8 5 6.8-5" />
  </>,
);
export const UserIcon = icon(
  <>
    <circle cx="10" cy="7" r="3.2" />
    <path d="M3.8 16.6a6.4 6.4 0 0 1 12.4 0" />
  </>,
);
export const KeyboardIcon = icon(
  <>
    <rect x="2" y="5" width="16" height="10" rx="2" />
    <path d="M5.2 8.2v.1M8.4 8.2v.1M11.6 8.2v.1M14.8 8.2v.1M6.5 12h7" />
  </>,
);
export const LogOutIcon = icon(
  <path d="M8 3.5H5.3A1.8 1.8 0 0 0 3.5 5.3v9.4a1.8 1.8 0 0 0 1.8 1.8H8M13 13.5l3.5-3.5L13 6.5M16.2 10H8" />,
);
export const OfflineIcon = icon(
  <path d="M3 3l14 14M5.2 9.8a7 7 0 0 1 2.7-1.6M2.5 7.2a11 11 0 0 1 3-1.9M9 4.3a11 11 0 0 1 8.5 2.9M12.6 8.4a7 7 0 0 1 2.2 1.4M7.8 12.5a3.4 3.4 0 0 1 4.4 0M10 15.6v.1" />,
);
export const PhoneIcon = icon(
  <>
    <rect x="5.5" y="2.5" width="9" height="15" rx="2" />
    <path d="M9 14.8h2" />
  </>,
);
