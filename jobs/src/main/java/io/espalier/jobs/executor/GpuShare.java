// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.executor;

import java.util.regex.Pattern;

/**
 * The address of a share of a GPU: that of the GPU, a slash, and a number. {@code 0/1} and {@code
 * 0/2} are the same GPU. Spark leases shares like GPUs, also to different executors, so that runs
 * on one GPU have processes of their own. {@code deploy/standalone/gpus} makes them.
 */
public final class GpuShare {
  private static final Pattern SHARE = Pattern.compile("/\\d+$");

  private GpuShare() {}

  /** Whether {@code address} is that of a share. */
  public static boolean isShare(String address) {
    return SHARE.matcher(address).find();
  }

  /** The address of the whole GPU. */
  public static String gpu(String address) {
    return SHARE.matcher(address).replaceFirst("");
  }
}
