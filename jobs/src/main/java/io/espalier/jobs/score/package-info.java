/** Tickets at work on the cluster: images as rows, and what tickets predict for them. */
package io.espalier.jobs.score;
