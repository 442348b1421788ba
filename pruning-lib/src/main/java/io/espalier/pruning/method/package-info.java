/**
 * The pruning methods, one file each, and {@link io.espalier.pruning.method.Methods}, their list.
 */
package io.espalier.pruning.method;
