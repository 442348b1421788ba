/**
 * Networks as DJL blocks over flat vectors: passes, gradients, Hessian products, and compact
 * networks.
 */
package io.espalier.pruning.model;
