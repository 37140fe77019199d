global using Loyalty.Local.Tests.Support;
