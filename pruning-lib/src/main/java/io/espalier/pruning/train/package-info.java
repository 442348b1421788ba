/**
 * Training in phases: recipes, schedules, steps, evaluation, and checkpoints that resume with the
 * same bits.
 */
package io.espalier.pruning.train;
