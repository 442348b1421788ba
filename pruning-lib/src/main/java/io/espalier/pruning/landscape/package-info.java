/**
 * The loss around trained tickets: how sharp their minima are, and whether a line joins two of
 * them.
 */
package io.espalier.pruning.landscape;
