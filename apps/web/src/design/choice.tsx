import type { ReactNode } from 'react';
import { classes } from './classes.js';
import { ErrorText } from './field.js';

interface Option {
  readonly value: string;
  readonly label: string;
  readonly support?: string;
}

interface ChoiceGiven {
  readonly id: string;
  readonly legend: ReactNode;
  readonly must?: boolean;
  readonly options: readonly Option[];
  readonly value: string | null;
  readonly onChange: (value: string) => void;
  readonly error?: string | undefined;
}

/** One of a few, as large cards; the first card carries the id, so that an error summary leads to it. */
export function ChoiceCards({ id, legend, must = false, options, value, onChange, error }: ChoiceGiven) {
  return (
    <fieldset aria-describedby={error ? `${id}-error` : undefined}>
      <legend className="text-std-16B-170 mb-2">
        {legend}
        {must ? <span className="text-std-16N-170 text-error-1 ml-2">※必須</span> : null}
      </legend>
      <div className="flex flex-wrap gap-2">
        {options.map((option, index) => (
          <label
            key={option.value}
            className={classes(
              'flex min-h-14 grow basis-40 items-start gap-3 rounded-8 border px-4 py-3 has-checked:border-key-900 has-checked:bg-key-50 has-checked:shadow-[inset_0_0_0_1px_currentColor] has-checked:text-key-1000 forced-colors:has-checked:outline-2 forced-colors:has-checked:outline-[Highlight] hover:border-black',
              error ? 'border-error-1' : 'border-solid-gray-420',
            )}
          >
            <input
              id={index === 0 ? id : undefined} type="radio" name={id} value={option.value} className="mt-0.5 size-6 shrink-0 accent-key-900" checked={value === option.value}
              aria-invalid={error ? true : undefined} onChange={() => onChange(option.value)}
            />
            <span>
              <span className="text-std-16B-170 block">{option.label}</span>
              {option.support ? <span className="text-dns-14N-130 block text-solid-gray-700">{option.support}</span> : null}
            </span>
          </label>
        ))}
      </div>
      {error ? <ErrorText id={`${id}-error`}>{error}</ErrorText> : null}
    </fieldset>
  );
}
