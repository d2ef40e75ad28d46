"""Tests of a scheme's rules, lived by imaginary people."""
