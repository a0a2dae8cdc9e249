import { createLink, type LinkComponent } from '@tanstack/react-router';
import type { AnchorHTMLAttributes, ButtonHTMLAttributes, ReactNode, Ref } from 'react';
import { classes } from './classes.js';

type Look = 'main' | 'outline' | 'quiet' | 'danger';
type Size = 'large' | 'medium' | 'small';

const looks: Readonly<Record<Look, string>> = {
  main: 'border-transparent bg-key-900 text-white hover:bg-key-1000 hover:underline active:bg-key-1200',
  outline: 'border-current bg-white text-key-900 hover:bg-key-200 hover:text-key-1000 hover:underline active:bg-key-300',
  quiet: 'border-transparent text-key-900 underline underline-offset-3 hover:bg-key-50 hover:decoration-[0.1875rem]',
  danger: 'border-transparent bg-error-2 text-white hover:bg-red-1000 hover:underline active:bg-red-1200',
};
const sizes: Readonly<Record<Size, string>> = {
  large: 'min-h-14 min-w-34 px-4 py-3 rounded-8',
  medium: 'min-h-12 min-w-24 px-4 py-2 rounded-8',
  small: 'min-h-9 min-w-16 px-3 py-0.5 rounded-6',
};
const shape = 'inline-flex items-center justify-center gap-1 border text-oln-16B-100 text-center underline-offset-3 print:hidden';
const off = 'aria-disabled:border-transparent aria-disabled:bg-solid-gray-300 aria-disabled:text-solid-gray-50 aria-disabled:no-underline aria-disabled:forced-colors:text-[GrayText]';

interface Given {
  readonly look?: Look;
  readonly size?: Size;
  readonly children: ReactNode;
}

/** A button of the design system; one that cannot be used now stays reachable and says so (`aria-disabled`). */
export function Button({ look = 'outline', size = 'medium', off: isOff = false, className, onClick, ...rest }: Given & { readonly off?: boolean } & Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'disabled'>) {
  return (
    <button
      type="button"
      {...rest}
      aria-disabled={isOff || undefined}
      onClick={isOff ? (event) => event.preventDefault() : onClick}
      className={classes(shape, looks[look], sizes[size], off, className)}
    />
  );
}

function ButtonAnchor({ look = 'outline', size = 'medium', className, ref, ...rest }: Given & AnchorHTMLAttributes<HTMLAnchorElement> & { readonly ref?: Ref<HTMLAnchorElement> }) {
  // The colour of links in running text is not that of a link which looks like a button.
  return <a ref={ref} {...rest} className={classes(shape, looks[look], sizes[size], look === 'main' && 'text-white!', look !== 'quiet' && 'no-underline!', className)} />;
}

const RoutedButton = createLink(ButtonAnchor);

/** A way to another screen that looks like a button. */
export const ButtonLink: LinkComponent<typeof ButtonAnchor> = (given) => <RoutedButton {...given} />;
