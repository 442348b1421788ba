/**
 * The accuracy of tickets on test images that are corrupted on the spot: noise, blur, light and fog
 * in five severities.
 */
package io.espalier.pruning.robustness;
