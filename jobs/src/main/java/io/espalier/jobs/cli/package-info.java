/**
 * The commands, their options, and how errors are printed. Only the main class depends on this
 * package.
 */
package io.espalier.jobs.cli;
