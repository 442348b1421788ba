/** Tickets at work: the predictions of their networks for encoded images. */
package io.espalier.pruning.score;
