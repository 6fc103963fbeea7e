/** The whole product on made-up hospitals, in one command. */
@NullMarked
package org.wardflow.app.demo;

import org.jspecify.annotations.NullMarked;
