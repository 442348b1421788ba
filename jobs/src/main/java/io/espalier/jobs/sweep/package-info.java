/**
 * What a user asks for, checked: cells, parts, data sources, and how runs are executed. Knows no
 * other package.
 */
package io.espalier.jobs.sweep;
