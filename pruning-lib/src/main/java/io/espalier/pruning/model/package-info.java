/**
 * Networks as DJL blocks over flat vectors: passes, gradients, Hessian products, and compact forms.
 */
package io.espalier.pruning.model;
