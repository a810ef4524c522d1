/** Offering bytes that this browser holds as a file: what is saved is what was checked here. */

/** Offer *file* as a download called *name*. */
export function download(file: Uint8Array, name: string, type = "application/octet-stream"): void {
  const address = URL.createObjectURL(new Blob([new Uint8Array(file)], { type }));
  const anchor = document.createElement("a");
  anchor.href = address;
  anchor.download = name;
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
