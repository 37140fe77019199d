global using Loyalty.Console.Tests.Support;
global using Loyalty.Local.Tests.Support;
global using Microsoft.Playwright;
