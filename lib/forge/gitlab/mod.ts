/** GitLab as a forge. @module */

export { type GitLab, gitlab, type GitLabOptions } from "./gitlab.ts";
