/** Tickets: the files that a run leaves, and how they are loaded again. */
package io.espalier.pruning.export;
