/** Files on whatever Hadoop reaches, and work on many of them at once. */
package io.espalier.jobs.storage;
