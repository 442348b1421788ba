/**
 * Checks a device with everything that runs do on it: {@link
 * io.espalier.pruning.devicecheck.DeviceCheck} is the program behind {@code deploy/gpu-check}. On a
 * CPU it is a rehearsal.
 */
package io.espalier.pruning.devicecheck;
