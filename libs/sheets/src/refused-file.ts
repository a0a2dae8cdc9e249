/** Which rule a file breaks; stable codes that outside clients may rely on. */
export type FileFault =
  | 'too_large' | 'empty' | 'not_a_workbook' | 'old_excel' | 'encrypted' | 'broken' | 'too_many_parts' | 'unsafe_name' | 'inflates_too_far' | 'macros' | 'external_links' | 'embedded_objects'
  | 'xml_dtd' | 'too_many_cells' | 'too_slow' | 'too_much_memory' | 'no_table';

/** A file that is not read: `message` is a Japanese sentence that says why and what to do. */
export class RefusedFile extends Error {
  constructor(readonly code: FileFault, message: string) {
    super(message);
  }
}

/** The way out of most refusals: Excel itself writes a file that can be read. */
export const saveAnew = 'Excel で開いて「Excel ブック (*.xlsx)」として保存し直してから、もう一度お試しください。';

/** A file that was cut short or changed on its way. */
export const brokenFile = (): RefusedFile => new RefusedFile('broken', `ファイルが壊れているか、途中で切れています。${saveAnew}`);
