/** Documents: what search finds, made of the mirrored rows. @module */

export {
  type GeneratedDocuments,
  generateDocuments,
  type GenerateOptions,
  markAllDirty,
} from "./generate.ts";
