/** Reads a sweep from YAML, strictly, and reports all errors together. Does not depend on Spark. */
package io.espalier.jobs.config;
