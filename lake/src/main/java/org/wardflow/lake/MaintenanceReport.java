package org.wardflow.lake;

/** What one maintenance run did. */
public record MaintenanceReport(boolean checkpointed, long logFilesDeleted, long dataFilesDeleted, long bytesDeleted) {}
