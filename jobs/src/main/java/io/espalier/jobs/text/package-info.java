/** Tables and quantities as text for a terminal. */
package io.espalier.jobs.text;
