// For svelte-check, which cannot read the Vite plugin of this version.
export default {};
