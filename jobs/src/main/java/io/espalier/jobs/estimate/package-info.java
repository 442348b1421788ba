/** What a plan costs in passes, hours, bytes and money, from what earlier runs took. */
package io.espalier.jobs.estimate;
