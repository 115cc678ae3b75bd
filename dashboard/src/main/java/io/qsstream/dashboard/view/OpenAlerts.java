package io.qsstream.dashboard.view;

/** How many alerts are raised and not cleared. */
public record OpenAlerts(int warning, int critical) {}
