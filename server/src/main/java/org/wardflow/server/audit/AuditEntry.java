package org.wardflow.server.audit;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;

/**
 * One thing that somebody did or tried. It holds no patient value: single visits are named by a hash.
 *
 * @param who the account, {@code -} if nobody had come in
 * @param way how they came in
 * @param session a hash of it, to tell two of one person apart
 * @param what the operation, as the OpenAPI document names it
 * @param object which part of the data: hospital, department, KPI, hash of a question
 * @param why purpose of use
 * @param outcome {@code ok}, {@code denied} or {@code failed}
 * @param rows shown
 * @param version of the data, as in the manifest; 0 if none was read
 */
@JsonPropertyOrder({"who", "role", "way", "session", "what", "object", "why", "outcome", "rows", "version"})
public record AuditEntry(
        String who,
        String role,
        String way,
        String session,
        String what,
        String object,
        String why,
        String outcome,
        long rows,
        long version) {}
