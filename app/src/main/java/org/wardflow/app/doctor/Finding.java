package org.wardflow.app.doctor;

import org.wardflow.core.WardflowException;

/**
 * Something worth telling about a home; never holds a patient value.
 *
 * @param subject what it is about: a table, a file, a part of the home
 * @param what was found
 * @param fix what to do about it
 */
public record Finding(Severity severity, String subject, String what, String fix) {
    /** How bad it is. */
    public enum Severity {
        /** Something is wrong, and somebody has to do something. */
        PROBLEM,
        /** Good to know; nothing is lost or wrong. */
        NOTE
    }

    static Finding problem(String subject, String what, String fix) {
        return new Finding(Severity.PROBLEM, subject, what, fix);
    }

    static Finding problem(String subject, WardflowException problem) {
        return problem(subject, problem.code() + ": " + problem.what() + "; found " + problem.found(), problem.fix());
    }

    static Finding note(String subject, String what, String fix) {
        return new Finding(Severity.NOTE, subject, what, fix);
    }
}
