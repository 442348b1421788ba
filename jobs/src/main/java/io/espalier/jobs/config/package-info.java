/** Reads a sweep from YAML, strictly, and reports all errors together. Knows no Spark. */
package io.espalier.jobs.config;
